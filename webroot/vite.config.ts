import { DEFAULT_THEME, convertCssVariables, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { theme } from './src/app/theme';

/**
 * The theme's variables as a style sheet. Mantine would write them into a <style> element at run time, which the
 * Content-Security-Policy forbids.
 */
function themeVariables(): Plugin {
  const name = 'virtual:theme.css';
  return {
    name: 'theme-variables',
    resolveId: (id) => (id === name ? '\0' + name : null),
    load: (id) =>
      id === '\0' + name
        ? convertCssVariables(defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme)), ':root')
        : null,
  };
}

const gateway = process.env['SLUICE_GATEWAY'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), themeVariables()],
  build: {
    outDir: 'target/classes/webroot',
    emptyOutDir: true,
    manifest: 'manifest.json',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    reportCompressedSize: false,
    // A picture in a data: address would need another word in the Content-Security-Policy.
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': gateway, '/v1': gateway, '/health': gateway } },
});
