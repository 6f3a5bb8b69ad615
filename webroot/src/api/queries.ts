import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call, type Schemas } from './client';

const PART = 50;
/** As many as are asked for at once where names are looked up. */
const MANY = 200;
/** A search that has found nothing yet looks on by itself so many times: some seconds at most. */
const LOOKS = 30;

interface Part<T> {
  data: T[];
  next: string | null;
}

/**
 * A list that comes in parts. Empty ones that are not the last are passed over, until whoever looks has gone elsewhere; not
 * where the list is asked for again and again, which would have the node search without end.
 */
export function useParts<T>(key: unknown[], read: (after: string | null, limit: number) => Promise<Part<T>>, every?: number) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam, signal }) => {
      const most = every === undefined ? LOOKS : 1;
      let part = await read(pageParam, PART);
      for (let looks = 1; part.data.length === 0 && part.next !== null && looks < most && !signal.aborted; looks++) {
        part = await read(part.next, PART);
      }
      return part;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    ...(every === undefined ? {} : { refetchInterval: every }),
  });
  return { ...query, data: query.data?.pages.flatMap((page) => page.data) };
}

export const useChannels = () => useQuery({ queryKey: ['channels'], queryFn: async () => (await call('get', '/api/channels')).data });

export const useChannel = (id: string) => useQuery({ queryKey: ['channels', id], queryFn: () => call('get', '/api/channels/{id}', { id }) });

export const useProviders = () =>
  useQuery({ queryKey: ['providers'], queryFn: async () => (await call('get', '/api/providers')).data, staleTime: Infinity });

/** The models that callers of a group can be served with now; of the caller's own group where none is named. */
export const useModels = (group: string | null = null, wanted = true) =>
  useQuery({ queryKey: ['models', 'offered', group], enabled: wanted, queryFn: () => call('get', '/api/models', { query: { group } }) });

export const useUsers = (wanted = true) => useQuery({ queryKey: ['users'], enabled: wanted, queryFn: async () => (await call('get', '/api/users')).data });

export const useGroups = (wanted = true) => useQuery({ queryKey: ['groups'], enabled: wanted, queryFn: async () => (await call('get', '/api/groups')).data });

export const useKeys = () => useParts<Schemas['Key']>(['keys'], (after, limit) => call('get', '/api/keys', { query: { after, limit } }));

/** What keys those may make who are given their rights by others. */
export const useKeyTerms = (wanted: boolean) =>
  useQuery({ queryKey: ['keys', 'terms'], enabled: wanted, queryFn: () => call('get', '/api/keys/terms') });

/** Keys to choose from: the first few hundred. */
export const useKeyChoice = (wanted = true) =>
  useQuery({ queryKey: ['keys', 'choice'], enabled: wanted, queryFn: async () => (await call('get', '/api/keys', { query: { limit: MANY } })).data });

export const useStatus = () =>
  useQuery({ queryKey: ['status'], queryFn: () => call('get', '/api/status'), refetchInterval: 15_000 });

export const useNodes = () => useQuery({ queryKey: ['nodes'], queryFn: () => call('get', '/api/nodes'), refetchInterval: 2_000 });

export type Named = 'key' | 'user' | 'channel';

/**
 * The name of what is known by its id here; the id itself where it is not.
 *
 * @param platform whether names of users and channels are known to who looks; those of their keys are to everybody
 */
export function useNames(platform: boolean): (kind: Named, id: string | null) => string {
  const keys = useKeyChoice();
  const users = useQuery({ queryKey: ['users'], enabled: platform, queryFn: async () => (await call('get', '/api/users')).data });
  const channels = useQuery({ queryKey: ['channels'], enabled: platform, queryFn: async () => (await call('get', '/api/channels')).data });
  return (kind, id) => {
    if (id === null || id === '') {
      return '–';
    }
    const list = kind === 'key' ? keys.data : kind === 'user' ? users.data : channels.data;
    return list?.find((one) => one.id === id)?.name ?? id;
  };
}
