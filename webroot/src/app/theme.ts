import { createTheme, type MantineColorsTuple } from '@mantine/core';

const sluice: MantineColorsTuple = [
  '#e6f6fa', '#d3e9f0', '#a8d2e0', '#79bacf', '#53a6c1', '#3b99b8', '#0f6d8c', '#0b5f7b', '#07516a', '#034258',
];

/** Greys with a little blue, so that fields, cards and ground go together. */
const dark: MantineColorsTuple = [
  '#d3dce2', '#b7c4cc', '#93a2ad', '#62717c', '#414d57', '#313c45', '#232d35', '#1a2229', '#151c22', '#12181d',
];

/** The look of everything; its variables become a style sheet when the page is built. */
export const theme = createTheme({
  primaryColor: 'sluice',
  primaryShade: 6,
  autoContrast: true,
  respectReducedMotion: true,
  luminanceThreshold: 0.32,
  colors: { sluice, dark },
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: '650' },
  components: {
    // Locking the page's scrolling injects a <style> element; base.css does it without one.
    Modal: { defaultProps: { lockScroll: false, centered: true } },
    Drawer: { defaultProps: { lockScroll: false, position: 'right', size: 'lg' } },
    Select: { defaultProps: { allowDeselect: false } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none' } },
  },
});
