import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { HashRouter, Navigate, Route, Routes } from 'react-router';
import { ApiError, call } from '../api/client';
import type { Session } from '../api/session';
import { Loading, Trouble } from '../ui/States';
import { WhoContext } from './role';
import { menuFor } from './routes';
import { Shell } from './Shell';

/**
 * What those who are signed in see. The API is asked what they may: it knows, and a page that guesses would lie.
 * Addresses stand behind the #, so that the server knows files only.
 */
export function Inside({ session }: { session: Session }) {
  const role = useQuery({ queryKey: ['role', session.token], queryFn: isAdministrator, staleTime: Infinity });
  const who = useMemo(() => ({ user: session.user, administrator: role.data === true }), [session.user, role.data]);
  if (role.data === undefined) {
    return role.error === null ? <Loading /> : <Trouble error={role.error} again={() => role.refetch()} />;
  }
  return (
    <WhoContext value={who}>
      <HashRouter>
        <Routes>
          <Route element={<Shell />}>
            {menuFor(role.data).map(({ name, Content }) => <Route key={name} path={`/${name}`} element={<Content />} />)}
            <Route path="*" element={<Navigate to="/dashboard" replace />} />
          </Route>
        </Routes>
      </HashRouter>
    </WhoContext>
  );
}

async function isAdministrator(): Promise<boolean> {
  try {
    await call('get', '/api/status');
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) {
      return false;
    }
    throw error;
  }
}
