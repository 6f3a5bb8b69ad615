import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call, type Schemas } from './client';

const PART = 50;
/** As many as are asked for at once where names are looked up. */
const MANY = 200;

interface Part<T> {
  data: T[];
  next: string | null;
}

/** A list that comes in parts. */
export function useParts<T>(key: unknown[], read: (after: string | null, limit: number) => Promise<Part<T>>, every?: number) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => read(pageParam, PART),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    ...(every === undefined ? {} : { refetchInterval: every }),
  });
  return { ...query, data: query.data?.pages.flatMap((page) => page.data) };
}

export const useChannels = () => useQuery({ queryKey: ['channels'], queryFn: async () => (await call('get', '/api/channels')).data });

export const useProviders = () =>
  useQuery({ queryKey: ['providers'], queryFn: async () => (await call('get', '/api/providers')).data, staleTime: Infinity });

export const useUsers = () => useQuery({ queryKey: ['users'], queryFn: async () => (await call('get', '/api/users')).data });

export const useGroups = () => useQuery({ queryKey: ['groups'], queryFn: async () => (await call('get', '/api/groups')).data });

export const useKeys = () => useParts<Schemas['Key']>(['keys'], (after, limit) => call('get', '/api/keys', { query: { after, limit } }));

/** Keys to choose from: the first few hundred. */
export const useKeyChoice = (wanted = true) =>
  useQuery({ queryKey: ['keys', 'choice'], enabled: wanted, queryFn: async () => (await call('get', '/api/keys', { query: { limit: MANY } })).data });

export const useStatus = () =>
  useQuery({ queryKey: ['status'], queryFn: () => call('get', '/api/status'), refetchInterval: 15_000 });

export const useNodes = () => useQuery({ queryKey: ['nodes'], queryFn: () => call('get', '/api/nodes'), refetchInterval: 2_000 });

export type Named = 'key' | 'user' | 'channel';

/** The name of what is known by its id here; the id itself where it is not. */
export function useNames(wanted: boolean): (kind: Named, id: string | null) => string {
  const keys = useKeyChoice(wanted);
  const users = useQuery({ queryKey: ['users'], enabled: wanted, queryFn: async () => (await call('get', '/api/users')).data });
  const channels = useQuery({ queryKey: ['channels'], enabled: wanted, queryFn: async () => (await call('get', '/api/channels')).data });
  return (kind, id) => {
    if (id === null || id === '') {
      return '–';
    }
    const list = kind === 'key' ? keys.data : kind === 'user' ? users.data : channels.data;
    return list?.find((one) => one.id === id)?.name ?? id;
  };
}
