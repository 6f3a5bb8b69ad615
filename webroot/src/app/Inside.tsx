import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { HashRouter, Navigate, Route, Routes } from 'react-router';
import { call } from '../api/client';
import { adopt, type Session } from '../api/session';
import { Loading, Trouble } from '../ui/States';
import { WhoContext } from './role';
import { detailsFor, menuFor } from './routes';
import { Shell } from './Shell';

/**
 * What those who are signed in see. The API is asked what they may: it knows, and a page that guesses would lie.
 * Addresses stand behind the #, so that the server knows files only.
 */
export function Inside({ session }: { session: Session }) {
  const profile = useQuery({
    queryKey: ['profile', session.user],
    queryFn: async () => {
      const found = await call('get', '/api/profile');
      adopt(found);
      return found;
    },
    staleTime: Infinity,
  });
  const who = useMemo(() => ({
    user: profile.data?.id ?? session.user, name: profile.data?.name ?? session.user, administrator: profile.data !== undefined && profile.data.role !== 'user',
    manages: profile.data?.role === 'admin' || profile.data?.role === 'root',
  }), [session.user, profile.data]);
  if (profile.data === undefined) {
    return profile.error === null ? <Loading /> : <Trouble error={profile.error} again={() => profile.refetch()} />;
  }
  return (
    <WhoContext value={who}>
      <HashRouter>
        <Routes>
          <Route element={<Shell />}>
            {menuFor(who.administrator).map(({ name, Content }) => <Route key={name} path={`/${name}`} element={<Content />} />)}
            {detailsFor(who.administrator).map(({ of, Content }) => <Route key={of} path={`/${of}/:id`} element={<Content />} />)}
            <Route path="*" element={<Navigate to="/dashboard" replace />} />
          </Route>
        </Routes>
      </HashRouter>
    </WhoContext>
  );
}
