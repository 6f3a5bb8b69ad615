import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Preferences } from '../../app/Preferences';
import styles from './door.module.css';
import { first, takePass, type Pass } from './link';
import { Setup } from './Setup';
import { SignIn } from './SignIn';
import { SignUp } from './SignUp';

/** What those who are not signed in see: the one-time set-up, the sign-up by an invitation, or the sign-in. */
export function Door() {
  const { t } = useTranslation();
  const [pass, setPass] = useState<Pass | null>(first);
  const [usedUp, setUsedUp] = useState(false);
  useEffect(() => {
    const look = () => {
      const late = takePass();
      if (late !== null) {
        setPass(late);
      }
    };
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);
  useEffect(() => {
    document.title = `${t(pass === null ? 'door.signIn' : pass.kind === 'setup' ? 'door.setup' : 'door.signUp')} · Sluice`;
  }, [pass, t]);
  return (
    <div className={styles.frame}>
      <header className={styles.bar}><Preferences /></header>
      <main className={styles.middle}>
        <div className={styles.card}>
          <div className={styles.name}><img src="/favicon.svg" width={32} height={32} alt="" />Sluice</div>
          {pass === null ? <SignIn usedUp={usedUp} /> : null}
          {pass?.kind === 'setup' ? <Setup token={pass.word} onUsedUp={() => { setPass(null); setUsedUp(true); }} /> : null}
          {pass?.kind === 'invite' ? <SignUp code={pass.word} onLeave={() => setPass(null)} /> : null}
        </div>
      </main>
    </div>
  );
}
