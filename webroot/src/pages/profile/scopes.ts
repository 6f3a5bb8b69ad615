import type { paths } from '../../api/schema';

/** The part of the API behind `/api/`, by which scopes are named. */
type Area<P> = P extends `/api/${infer A}/${string}` ? A : P extends `/api/${infer A}` ? A : never;

/** Each part that a token can be for, once; one that the API has no more does not compile. */
const AREAS: Exclude<Area<keyof paths>, 'setup' | 'session' | 'sign-up' | 'openapi.json'>[] = [
  'announcements', 'audit-log', 'budgets', 'channels', 'groups', 'invitations', 'keys', 'ledger', 'limits', 'models', 'nodes', 'notices', 'prices', 'profile', 'provider-reports',
  'providers', 'redeem', 'redemptions', 'requests', 'revisions', 'routing-rules', 'sessions', 'settings', 'status', 'tokens', 'topups', 'usage', 'users',
];

/** What a token may be for: to read a part, or to change it, which reads it too. */
export const SCOPES: string[] = ['*', ...AREAS].flatMap((area) => [`${area}:read`, `${area}:write`]);
