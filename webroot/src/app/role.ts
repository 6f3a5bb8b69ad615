import { createContext, useContext } from 'react';

/** Who looks at the pages: an administrator or auditor sees the platform's side, a user only what is theirs. */
export interface Who {
  user: string;
  administrator: boolean;
}

export const WhoContext = createContext<Who>({ user: '', administrator: false });

export const useWho = (): Who => useContext(WhoContext);
