import { createContext, useContext } from 'react';

/** Who looks at the pages: an administrator or auditor sees the platform's side, a user only what is theirs. */
export interface Who {
  /** Their id. */
  user: string;
  name: string;
  administrator: boolean;
  /** Whether they change it too. */
  manages: boolean;
}

export const WhoContext = createContext<Who>({ user: '', name: '', administrator: false, manages: false });

export const useWho = (): Who => useContext(WhoContext);
