// Builds the board into plain hashed files that any server can hand out under any path prefix.
// Nothing is inlined, so that a strict content security policy ('self' only) holds.
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  plugins: [preact({ prefreshEnabled: false, devToolsEnabled: false })],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ['chrome100', 'safari15', 'firefox100'],
  },
});
