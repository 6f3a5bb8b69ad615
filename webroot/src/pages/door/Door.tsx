import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Preferences } from '../../app/Preferences';
import styles from './door.module.css';
import { first, takeToken } from './link';
import { Setup } from './Setup';
import { SignIn } from './SignIn';

/** What those who are not signed in see: the one-time set-up, or the sign-in. */
export function Door() {
  const { t } = useTranslation();
  const [setup, setSetup] = useState<string | null>(first);
  const [usedUp, setUsedUp] = useState(false);
  useEffect(() => {
    const look = () => {
      const late = takeToken();
      if (late !== null) {
        setSetup(late);
      }
    };
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);
  useEffect(() => {
    document.title = `${setup === null ? t('door.signIn') : t('door.setup')} · Sluice`;
  }, [setup, t]);
  return (
    <div className={styles.frame}>
      <header className={styles.bar}><Preferences /></header>
      <main className={styles.middle}>
        <div className={styles.card}>
          <div className={styles.name}><img src="/favicon.svg" width={32} height={32} alt="" />Sluice</div>
          {setup === null
            ? <SignIn usedUp={usedUp} />
            : <Setup token={setup} onUsedUp={() => { setSetup(null); setUsedUp(true); }} />}
        </div>
      </main>
    </div>
  );
}
