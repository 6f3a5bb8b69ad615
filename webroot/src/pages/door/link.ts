const LINK = /^#(setup|invite)=([A-Za-z0-9_-]+)$/;

/** What somebody was given to come in by: a one-time link to set a password, or another user's invitation. */
export interface Pass {
  kind: 'setup' | 'invite';
  word: string;
}

/** It stands behind the # so that it reaches no log; it leaves the address bar and the history at once. */
export function takePass(): Pass | null {
  const found = LINK.exec(location.hash);
  if (found === null) {
    return null;
  }
  history.replaceState(null, '', location.pathname);
  return { kind: found[1] as Pass['kind'], word: found[2] ?? '' };
}

/** What the page was opened with. */
export const first = takePass();
