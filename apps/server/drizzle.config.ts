import { defineConfig } from 'drizzle-kit';

/** `pnpm migrations` compares the schema with the migrations that are there and writes the next one. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/database/schema/index.ts',
  out: './migrations',
});
