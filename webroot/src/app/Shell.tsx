import { Burger, Drawer, NavLink, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation } from 'react-router';
import { useStatus } from '../api/queries';
import { Mark } from '../ui/Marks';
import { Loading } from '../ui/States';
import { Announcements } from './Announcements';
import { Broken } from './Broken';
import { Preferences, SignOut } from './Preferences';
import { useWho } from './role';
import { menuFor } from './routes';
import styles from './shell.module.css';

/** The frame around all pages: the bar, the menu, and who is signed in. */
export function Shell() {
  const { t } = useTranslation();
  const who = useWho();
  const [menu, { toggle, close }] = useDisclosure(false);
  const location = useLocation();
  const main = useRef<HTMLElement>(null);
  const before = useRef(location.pathname);
  useEffect(() => {
    if (before.current !== location.pathname) {
      before.current = location.pathname;
      close();
      main.current?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
  }, [location.pathname, close]);
  return (
    <div className={styles.frame}>
      <button type="button" className={styles.skip} onClick={() => main.current?.focus()}>{t('shell.skip')}</button>
      <header className={styles.bar}>
        <div className={styles.burger}><Burger opened={menu} onClick={toggle} size="sm" aria-label={t('shell.menu')} /></div>
        <span className={styles.name}><img src="/favicon.svg" width={26} height={26} alt="" />Sluice</span>
        <span className={styles.space} />
        {who.administrator ? <NodeState /> : <Text size="sm">{who.name}</Text>}
        <Preferences />
        <SignOut />
      </header>
      <nav className={styles.side} aria-label={t('shell.menu')}><div className={styles.stay}><Menu /></div></nav>
      <Drawer opened={menu} onClose={close} position="left" size="17rem" title="Sluice" closeButtonProps={{ 'aria-label': t('common.close') }}>
        <nav aria-label={t('shell.menu')}><Menu /></nav>
      </Drawer>
      <main className={styles.main} ref={main} tabIndex={-1} id="main">
        <Announcements />
        <Broken key={location.pathname}><Suspense fallback={<Loading />}><Outlet /></Suspense></Broken>
      </main>
    </div>
  );
}

function Menu() {
  const { t } = useTranslation();
  const { administrator } = useWho();
  const location = useLocation();
  const all = menuFor(administrator);
  const sections = [...new Set(all.map((page) => page.section))];
  return sections.map((section) => (
    <div key={section}>
      <div className={styles.section}>{t(`shell.${section}`)}</div>
      {all.filter((page) => page.section === section).map(({ name, icon: Icon }) => (
        <NavLink
          key={name} component={Link} to={`/${name}`} label={t(`menu.${name}`)} leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
          active={location.pathname.split('/')[1] === name} aria-current={location.pathname === `/${name}` ? 'page' : undefined}
          data-nav={name} py={5}
        />
      ))}
    </div>
  ));
}

/** Whether the node that answers is well. */
function NodeState() {
  const { t } = useTranslation();
  const status = useStatus();
  if (status.error !== null) {
    return <Mark tone="bad">{t('shell.unreachable')}</Mark>;
  }
  if (status.data === undefined) {
    return null;
  }
  return (
    <Mark tone={status.data.ready ? 'good' : 'warn'}>
      {status.data.ready ? t('shell.ready') : t('shell.notReady')}
      <span className={styles.wide}> · {status.data.node_id} · {status.data.version}</span>
    </Mark>
  );
}
