const LINK = /^#setup=([A-Za-z0-9_-]+)$/;

/** The set-up token stands behind the # so that it reaches no log; it leaves the address bar and the history at once. */
export function takeToken(): string | null {
  const found = LINK.exec(location.hash)?.[1] ?? null;
  if (found !== null) {
    history.replaceState(null, '', location.pathname);
  }
  return found;
}

/** What the page was opened with. */
export const first = takeToken();
