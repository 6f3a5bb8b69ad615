import {
  IconActivity, IconBolt, IconChartBar, IconCoins, IconFileInvoice, IconGauge, IconGift, IconHistory, IconKey, IconListSearch,
  IconPlugConnected, IconReceipt, IconRocket, IconScale, IconServer, IconShieldCheck, IconTag, IconTicket, IconUser, IconUsers, IconUsersGroup,
  type Icon,
} from '@tabler/icons-react';
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

type Section = 'overview' | 'gateway' | 'people' | 'money' | 'operation';

/** A page of the menu: its name is its address, and the key of its words. */
export interface MenuPage {
  name: PageName;
  section: Section;
  icon: Icon;
  Content: LazyExoticComponent<ComponentType>;
  /** Whether users see it too. */
  own?: true;
}

export type PageName =
  | 'dashboard' | 'start' | 'channels' | 'prices' | 'keys' | 'groups' | 'users' | 'codes' | 'orders' | 'wallet'
  | 'usage' | 'budgets' | 'statements' | 'books' | 'requests' | 'nodes' | 'history' | 'log' | 'notices' | 'invitations' | 'profile';

/** Loaded when it is opened. */
const page = (load: () => Promise<{ Component: ComponentType }>) => lazy(async () => ({ default: (await load()).Component }));

export const MENU: MenuPage[] = [
  { name: 'dashboard', section: 'overview', icon: IconGauge, Content: page(() => import('../pages/dashboard/DashboardPage')), own: true },
  { name: 'start', section: 'overview', icon: IconRocket, Content: page(() => import('../pages/start/StartPage')) },
  { name: 'requests', section: 'overview', icon: IconListSearch, Content: page(() => import('../pages/requests/RequestsPage')), own: true },
  { name: 'channels', section: 'gateway', icon: IconPlugConnected, Content: page(() => import('../pages/channels/ChannelsPage')) },
  { name: 'keys', section: 'gateway', icon: IconKey, Content: page(() => import('../pages/keys/KeysPage')) },
  { name: 'groups', section: 'gateway', icon: IconUsersGroup, Content: page(() => import('../pages/groups/GroupsPage')) },
  { name: 'prices', section: 'gateway', icon: IconTag, Content: page(() => import('../pages/prices/PricesPage')) },
  { name: 'users', section: 'people', icon: IconUsers, Content: page(() => import('../pages/users/UsersPage')) },
  { name: 'codes', section: 'people', icon: IconTicket, Content: page(() => import('../pages/codes/CodesPage')) },
  { name: 'orders', section: 'people', icon: IconReceipt, Content: page(() => import('../pages/orders/OrdersPage')), own: true },
  { name: 'invitations', section: 'people', icon: IconGift, Content: page(() => import('../pages/invitations/InvitationsPage')), own: true },
  { name: 'wallet', section: 'money', icon: IconCoins, Content: page(() => import('../pages/wallet/WalletPage')), own: true },
  { name: 'usage', section: 'money', icon: IconChartBar, Content: page(() => import('../pages/usage/UsagePage')), own: true },
  { name: 'budgets', section: 'money', icon: IconBolt, Content: page(() => import('../pages/budgets/BudgetsPage')) },
  { name: 'statements', section: 'money', icon: IconFileInvoice, Content: page(() => import('../pages/statements/StatementsPage')), own: true },
  { name: 'books', section: 'money', icon: IconScale, Content: page(() => import('../pages/books/BooksPage')) },
  { name: 'nodes', section: 'operation', icon: IconServer, Content: page(() => import('../pages/nodes/NodesPage')) },
  { name: 'history', section: 'operation', icon: IconHistory, Content: page(() => import('../pages/history/HistoryPage')) },
  { name: 'log', section: 'operation', icon: IconShieldCheck, Content: page(() => import('../pages/log/LogPage')) },
  { name: 'notices', section: 'operation', icon: IconActivity, Content: page(() => import('../pages/notices/NoticesPage')) },
  { name: 'profile', section: 'operation', icon: IconUser, Content: page(() => import('../pages/profile/ProfilePage')), own: true },
];

export const menuFor = (administrator: boolean): MenuPage[] => MENU.filter(({ own }) => administrator || own === true);
