import { useTranslation } from 'react-i18next';
import { count } from '../../ui/format';

/** What limits count. */
export const DIMENSIONS = ['requests_per_minute', 'tokens_per_minute', 'concurrency'] as const;

/** The most of something; null means that nothing limits it. */
export function Most({ of }: { of: number | null }) {
  const { t } = useTranslation();
  return <>{of === null ? t('keys.noLimits') : count(of)}</>;
}
