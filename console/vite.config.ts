import { defineConfig } from 'vite';

export default defineConfig({
  // The page's address has a prefix on the local AWS, and none on AWS.
  base: './',
  publicDir: false,
  build: {
    write: false,
    assetsDir: '',
    target: 'es2023',
    modulePreload: { polyfill: false },
    // A data: URL of a font or an image would need a wider content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2_000,
    reportCompressedSize: false,
    // Components say 'use client' to servers that render; there is none.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
});
