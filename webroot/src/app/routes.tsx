import {
  IconActivity, IconAdjustments, IconBolt, IconChartBar, IconCoins, IconFileInvoice, IconGauge, IconGift, IconHistory, IconHourglass, IconKey, IconListSearch,
  IconMessages, IconPlugConnected, IconReceipt, IconRocket, IconRoute, IconScale, IconServer, IconShieldCheck, IconSpeakerphone, IconStack2, IconTag, IconTicket,
  IconUser, IconUsers, IconUsersGroup,
  type Icon,
} from '@tabler/icons-react';
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { needWords, type Part } from '../i18n';

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
  | 'usage' | 'budgets' | 'statements' | 'books' | 'requests' | 'nodes' | 'history' | 'log' | 'notices' | 'invitations' | 'profile' | 'limits' | 'routing' | 'models' | 'announcements' | 'settings' | 'playground';

/** Loaded when it is opened, with the words that it says. */
const page = (load: () => Promise<{ Component: ComponentType }>, ...words: Part[]) => lazy(async () => {
  const [{ Component }] = await Promise.all([load(), needWords(...words)]);
  return { default: Component };
});

export const MENU: MenuPage[] = [
  { name: 'dashboard', section: 'overview', icon: IconGauge, Content: page(() => import('../pages/dashboard/DashboardPage')), own: true },
  { name: 'start', section: 'overview', icon: IconRocket, Content: page(() => import('../pages/start/StartPage'), 'gateway', 'requests') },
  { name: 'playground', section: 'overview', icon: IconMessages, Content: page(() => import('../pages/playground/PlaygroundPage'), 'requests'), own: true },
  { name: 'requests', section: 'overview', icon: IconListSearch, Content: page(() => import('../pages/requests/RequestsPage'), 'gateway', 'requests'), own: true },
  { name: 'channels', section: 'gateway', icon: IconPlugConnected, Content: page(() => import('../pages/channels/ChannelsPage'), 'gateway') },
  { name: 'models', section: 'gateway', icon: IconStack2, Content: page(() => import('../pages/models/ModelsPage'), 'gateway', 'requests'), own: true },
  { name: 'keys', section: 'gateway', icon: IconKey, Content: page(() => import('../pages/keys/KeysPage'), 'gateway', 'requests'), own: true },
  { name: 'routing', section: 'gateway', icon: IconRoute, Content: page(() => import('../pages/routing/RoutingPage'), 'gateway') },
  { name: 'groups', section: 'gateway', icon: IconUsersGroup, Content: page(() => import('../pages/groups/GroupsPage'), 'gateway') },
  { name: 'limits', section: 'gateway', icon: IconHourglass, Content: page(() => import('../pages/limits/LimitsPage'), 'gateway', 'requests') },
  { name: 'prices', section: 'gateway', icon: IconTag, Content: page(() => import('../pages/prices/PricesPage'), 'gateway', 'requests') },
  { name: 'users', section: 'people', icon: IconUsers, Content: page(() => import('../pages/users/UsersPage'), 'people') },
  { name: 'codes', section: 'people', icon: IconTicket, Content: page(() => import('../pages/codes/CodesPage'), 'gateway', 'people', 'requests') },
  { name: 'orders', section: 'people', icon: IconReceipt, Content: page(() => import('../pages/orders/OrdersPage'), 'people'), own: true },
  { name: 'invitations', section: 'people', icon: IconGift, Content: page(() => import('../pages/invitations/InvitationsPage'), 'people'), own: true },
  { name: 'wallet', section: 'money', icon: IconCoins, Content: page(() => import('../pages/wallet/WalletPage'), 'people'), own: true },
  { name: 'usage', section: 'money', icon: IconChartBar, Content: page(() => import('../pages/usage/UsagePage'), 'operation', 'requests'), own: true },
  { name: 'budgets', section: 'money', icon: IconBolt, Content: page(() => import('../pages/budgets/BudgetsPage'), 'gateway') },
  { name: 'statements', section: 'money', icon: IconFileInvoice, Content: page(() => import('../pages/statements/StatementsPage'), 'operation', 'people', 'requests'), own: true },
  { name: 'books', section: 'money', icon: IconScale, Content: page(() => import('../pages/books/BooksPage'), 'operation', 'requests') },
  { name: 'nodes', section: 'operation', icon: IconServer, Content: page(() => import('../pages/nodes/NodesPage')) },
  { name: 'settings', section: 'operation', icon: IconAdjustments, Content: page(() => import('../pages/settings/SettingsPage'), 'gateway', 'operation') },
  { name: 'history', section: 'operation', icon: IconHistory, Content: page(() => import('../pages/history/HistoryPage'), 'operation', 'requests') },
  { name: 'log', section: 'operation', icon: IconShieldCheck, Content: page(() => import('../pages/log/LogPage'), 'operation', 'requests') },
  { name: 'announcements', section: 'operation', icon: IconSpeakerphone, Content: page(() => import('../pages/announcements/AnnouncementsPage'), 'people') },
  { name: 'notices', section: 'operation', icon: IconActivity, Content: page(() => import('../pages/notices/NoticesPage'), 'operation', 'requests') },
  { name: 'profile', section: 'operation', icon: IconUser, Content: page(() => import('../pages/profile/ProfilePage'), 'gateway', 'people'), own: true },
];

export const menuFor = (administrator: boolean): MenuPage[] => MENU.filter(({ own }) => administrator || own === true);

/** Pages of one thing each, at its id behind the page that lists them all. */
const DETAILS: { of: PageName; Content: MenuPage['Content'] }[] = [
  { of: 'channels', Content: page(() => import('../pages/channels/ChannelPage'), 'gateway', 'operation', 'requests') },
  { of: 'requests', Content: page(() => import('../pages/requests/ExplainPage'), 'gateway', 'requests') },
];

export const detailsFor = (administrator: boolean) => DETAILS.filter(({ of }) => menuFor(administrator).some(({ name }) => name === of));
