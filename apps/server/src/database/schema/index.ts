export * from './access.ts';
export * from './audit.ts';
export * from './blobs.ts';
export * from './courses.ts';
export * from './gradings.ts';
export * from './people.ts';
export * from './review.ts';
export * from './submissions.ts';
