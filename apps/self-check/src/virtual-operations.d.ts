/** What a student's module can import from `gradbook`: made of the sandbox's `gradbook.d.ts` when the page is built. */
declare module 'virtual:operations' {
  export const operations: readonly { readonly name: string; readonly signature: string; readonly text: string }[];
}
