import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ApiError } from '../api/client';
import { useSession } from '../api/session';
import { Door } from '../pages/door/Door';
import { Inside } from './Inside';
import { theme } from './theme';

/** What the API refused will be refused again; only what did not arrive is worth another try. */
const newQueries = () => new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502),
    },
  },
});

export function App() {
  const session = useSession();
  const user = session?.user;
  // Nothing that one user has seen is shown to the next.
  const queries = useMemo(newQueries, [user]);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queries}>
        <ModalsProvider>
          <Notifications position="bottom-right" />
          {session === null ? <Door /> : <Inside key={session.user} session={session} />}
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
