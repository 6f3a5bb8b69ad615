import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconLanguage, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { endSession } from '../api/session';
import { LANGUAGES, speak, type Language } from '../i18n';

const SCHEMES = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon } as const;

/** The language, and light or dark: kept in this browser. */
export function Preferences() {
  const { t, i18n } = useTranslation();
  // Switching off transitions for a moment would need a <style> element.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const Chosen = SCHEMES[colorScheme];
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('shell.language')} data-language>
            <IconLanguage size={20} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(LANGUAGES) as Language[]).map((language) => (
            <Menu.Item key={language} lang={language} onClick={() => void speak(language)} data-language={language}
              leftSection={i18n.language === language ? <IconCheck size={16} /> : <span style={{ display: 'inline-block', width: 16 }} />}>
              {LANGUAGES[language]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('shell.scheme')} data-scheme>
            <Chosen size={20} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(SCHEMES) as (keyof typeof SCHEMES)[]).map((scheme) => {
            const Icon = SCHEMES[scheme];
            return (
              <Menu.Item key={scheme} leftSection={<Icon size={16} />} onClick={() => setColorScheme(scheme)} data-scheme={scheme}>
                {t(`shell.${scheme}`)}
              </Menu.Item>
            );
          })}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

export function SignOut() {
  const { t } = useTranslation();
  const leave = async () => {
    await call('delete', '/api/session').catch(() => null); // signed out here in any case
    endSession(false);
  };
  return (
    <Tooltip label={t('shell.signOut')}>
      <ActionIcon variant="subtle" color="gray" size="lg" onClick={() => void leave()} aria-label={t('shell.signOut')} data-sign-out>
        <IconLogout size={20} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}
