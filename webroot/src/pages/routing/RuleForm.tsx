import { NumberInput, Select, Switch, TagsInput, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { call, type Bodies, type Schemas } from '../../api/client';
import { useChannels, useModels } from '../../api/queries';
import { told } from '../../ui/Actions';
import { FormDrawer } from '../../ui/FormDrawer';
import { Facts } from '../../ui/Page';
import { SubjectField } from '../../ui/SubjectField';

type Rule = Schemas['RoutingRule'];
type Strategy = NonNullable<Rule['strategy']>;

const STRATEGIES: Strategy[] = [
  'weighted', 'round_robin', 'least_in_flight', 'lowest_latency', 'lowest_cost', 'most_headroom', 'fill_first', 'session_affinity', 'prefix_affinity',
];
const INHERITED = 'inherited';

/** What a strategy goes by is shown with it; fallbacks are a model's alone, and a share needs a channel on trial. */
export function RuleForm({ rule, onClose }: { rule: Rule | null; onClose: () => void }) {
  const { t } = useTranslation();
  const channels = useChannels();
  const models = useModels();
  const form = useForm({ initialValues: values(rule) });
  const filled = form.values;
  return (
    <FormDrawer
      title={rule === null ? t('routing.add') : t('common.editOf', { name: rule.subject })} submit={rule === null ? t('routing.add') : t('common.save')}
      opened onClose={onClose} form={form} lists={['routing-rules']}
      save={() => {
        const common = body(filled);
        return rule === null
          ? call('post', '/api/routing-rules', { body: { ...common, scope: filled.scope, subject: (filled.subject ?? '').trim() } satisfies Bodies['NewRoutingRule'] })
          : call('patch', '/api/routing-rules/{id}', { id: rule.id, body: common });
      }}
      saved={(saved) => {
        told(t('common.isSaved', { name: saved.subject }));
        onClose();
      }}
    >
      {rule === null ? (
        <>
          <Select label={t('budgets.for')} name="scope" data-field="scope" data={(['model', 'group'] as const).map((value) => ({ value, label: t(`budgets.scope.${value}`) }))} {...form.getInputProps('scope')}
            onChange={(value) => form.setValues({ scope: (value ?? 'model') as Rule['scope'], subject: null })} />
          <SubjectField scope={filled.scope} input={form.getInputProps('subject')} description={filled.scope === 'model' ? t('routing.modelText') : undefined} />
        </>
      ) : null}
      <Select label={t('routing.strategy')} name="strategy" data-field="strategy" description={t(`routing.strategyText.${filled.strategy}`)}
        data={[{ value: INHERITED, label: t('routing.inherited') }, ...STRATEGIES.map((value) => ({ value, label: t(`routing.strategies.${value}`) }))]}
        {...form.getInputProps('strategy')} />
      <Candidates of={(channels.data ?? []).filter((channel) => channel.enabled && reaches(channel, filled))} strategy={filled.strategy} />
      {filled.scope === 'model' ? (
        <>
          <TagsInput label={t('routing.fallbacks')} description={t('routing.fallbacksText')} data-field="fallbacks" data={models.data?.data.map(({ model }) => model) ?? []} maxTags={8} acceptValueOnBlur {...form.getInputProps('fallbacks')} />
          {filled.fallbacks.length === 0 ? null : (
            <Switch label={t('routing.onFilter')} name="fallback_on_content_filter" {...form.getInputProps('fallback_on_content_filter', { type: 'checkbox' })} />
          )}
        </>
      ) : null}
      <Select label={t('routing.canary')} description={t('routing.canaryText')} name="canary_channel" data-field="canary_channel" clearable searchable placeholder={t('common.none')}
        data={(channels.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} {...form.getInputProps('canary_channel')} />
      {filled.canary_channel === null ? null : (
        <NumberInput label={t('routing.percent')} name="canary_percent" min={0} max={100} suffix=" %" allowDecimal={false} {...form.getInputProps('canary_percent')} />
      )}
      <Select label={t('routing.shadow')} description={t('routing.shadowText')} name="shadow_channel" data-field="shadow_channel" clearable searchable placeholder={t('common.none')}
        data={(channels.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} {...form.getInputProps('shadow_channel')} />
      {filled.shadow_channel === null ? null : (
        <NumberInput label={t('routing.shadowPercent')} name="shadow_percent" min={0} max={100} suffix=" %" allowDecimal={false} {...form.getInputProps('shadow_percent')} />
      )}
      <NumberInput label={t('routing.hedge')} description={t('routing.hedgeText')} name="hedge_percent" min={0} max={50} suffix=" %" allowDecimal={false} {...form.getInputProps('hedge_percent')} />
      {Number(filled.hedge_percent) > 0 ? (
        <TextInput label={t('routing.hedgeAfter')} description={t('routing.hedgeAfterText')} name="hedge_after" data-field="hedge_after" {...form.getInputProps('hedge_after')} />
      ) : null}
    </FormDrawer>
  );
}

/** Among whom is chosen: by falling priority, then by what the strategy goes by. */
function Candidates({ of, strategy }: { of: Schemas['Channel'][]; strategy: Filled['strategy'] }) {
  const { t } = useTranslation();
  if (of.length === 0) {
    return null;
  }
  const byName = strategy === 'fill_first';
  const weighs = !byName && strategy !== 'round_robin' && strategy !== 'lowest_cost';
  const sorted = of.toSorted((one, other) => other.priority - one.priority || one.name.localeCompare(other.name)).slice(0, 8);
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>{t('routing.candidates')}</Text>
      <Facts of={sorted.map((channel) => [channel.name, weighs
        ? t('routing.byWeight', { priority: channel.priority, weight: channel.weight })
        : t('routing.byPriority', { priority: channel.priority })])} />
      {of.length > sorted.length ? <Text size="xs" c="dimmed">{t('common.more', { count: of.length - sorted.length })}</Text> : null}
    </div>
  );
}

function values(rule: Rule | null) {
  return {
    scope: rule?.scope ?? ('model' as Rule['scope']), subject: rule?.subject ?? (null as string | null),
    strategy: rule?.strategy ?? (INHERITED as Strategy | typeof INHERITED), fallbacks: rule?.fallbacks ?? [],
    fallback_on_content_filter: rule?.fallback_on_content_filter ?? false,
    canary_channel: rule?.canary_channel ?? (null as string | null), canary_percent: (rule?.canary_percent ?? 5) as number | string,
    hedge_percent: (rule?.hedge_percent ?? 0) as number | string, hedge_after: rule?.hedge_after ?? 'p95',
    shadow_channel: rule?.shadow_channel ?? (null as string | null), shadow_percent: (rule?.shadow_channel == null ? 5 : rule.shadow_percent) as number | string,
  };
}

type Filled = ReturnType<typeof values>;

function body(filled: Filled): Bodies['RoutingRulePatch'] {
  const fallbacks = filled.scope === 'model' ? filled.fallbacks : [];
  return {
    strategy: filled.strategy === INHERITED ? null : filled.strategy,
    fallbacks,
    fallback_on_content_filter: fallbacks.length > 0 && filled.fallback_on_content_filter,
    canary_channel: filled.canary_channel,
    canary_percent: filled.canary_channel === null ? 0 : Number(filled.canary_percent),
    hedge_percent: Number(filled.hedge_percent),
    hedge_after: Number(filled.hedge_percent) > 0 ? filled.hedge_after.trim() : null,
    shadow_channel: filled.shadow_channel,
    shadow_percent: filled.shadow_channel === null ? 0 : Number(filled.shadow_percent),
  };
}

/** Whether such calls come to a channel, as far as its names and patterns of models say. */
function reaches(channel: Schemas['Channel'], { scope, subject }: Filled): boolean {
  if (subject === null || subject === '') {
    return false;
  }
  if (scope === 'group') {
    return channel.groups.includes(subject);
  }
  const fits = (pattern: string) => new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`).test(subject);
  return channel.models.includes(subject) || subject in channel.model_mapping || channel.model_patterns.some(fits);
}
