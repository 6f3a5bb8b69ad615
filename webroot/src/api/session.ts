import { useSyncExternalStore } from 'react';

/**
 * Who is signed in. What opens the door is in cookies that no script can read; what shows that a change is meant by this page is in the
 * tab's session storage, and gone when the tab closes.
 */
export interface Session {
  csrf: string;
  user: string;
}

const PLACE = 'sluice.session';
const listeners = new Set<() => void>();
let current = kept();
let expired = false;

function kept(): Session | null {
  const text = sessionStorage.getItem(PLACE);
  return text === null ? null : (JSON.parse(text) as Session);
}

function change(session: Session | null, lapsed: boolean): void {
  current = session;
  expired = lapsed;
  if (session === null) {
    sessionStorage.removeItem(PLACE);
  } else {
    sessionStorage.setItem(PLACE, JSON.stringify(session));
  }
  listeners.forEach((listener) => listener());
}

export const csrf = (): string => current?.csrf ?? '';

export const beginSession = (session: Session): void => change(session, false);

/**
 * Takes over what the API says of who is signed in: another tab may have signed in meanwhile, and cookies are for all tabs.
 * False if this is another user than the page has shown.
 */
export function adopt(profile: { id: string; csrf_token: string }): boolean {
  const same = current === null || current.user === profile.id;
  if (current === null || !same || current.csrf !== profile.csrf_token) {
    beginSession({ csrf: profile.csrf_token, user: profile.id });
  }
  return same;
}

/** Nothing is kept; `lapsed` says that it was not the user's wish. */
export const endSession = (lapsed: boolean): void => change(null, lapsed);

export const hasLapsed = (): boolean => expired;

export function useSession(): Session | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
