import '@mantine/charts/styles.css';
import { BarChart, LineChart } from '@mantine/charts';
import type { Schemas } from '../../api/client';
import { brief, slot } from '../../ui/format';
import { isTime, textOf, valueOf, type Metric } from './usage';

const COLOURS = ['sluice.6', 'orange.6', 'grape.6', 'teal.6', 'indigo.5', 'pink.6', 'lime.7', 'gray.6'];
const SIZES = { hour: 3_600_000, day: 86_400_000 };

interface UsageChartProps {
  usage: Schemas['Usage'];
  metric: Metric;
  nameOf: (part: string | null) => string;
}

/** Sums stack up; times do not, and are drawn as lines. */
export default function UsageChart({ usage, metric, nameOf }: UsageChartProps) {
  const size = usage.slot as keyof typeof SIZES;
  const parts = usage.parts.map((part, index) => ({ name: nameOf(part.name), color: COLOURS[index % COLOURS.length] ?? 'gray.6', part }));
  const sums = new Map(parts.map(({ name, part }) => [name, new Map(part.series.map((sum) => [Date.parse(sum.starts_at), sum]))]));
  const rows: Record<string, string | number>[] = [];
  for (let at = Date.parse(usage.from); at < Date.parse(usage.to); at += SIZES[size]) {
    const row: Record<string, string | number> = { slot: slot(new Date(at).toISOString(), size) };
    for (const { name } of parts) {
      const sum = sums.get(name)?.get(at);
      row[name] = sum === undefined ? 0 : valueOf(sum, metric);
    }
    rows.push(row);
  }
  const text = (value: number) => textOf(value, metric);
  const short = metric === 'cost' || isTime(metric) ? text : brief;
  const shared = {
    h: 280, data: rows, dataKey: 'slot', series: parts.map(({ name, color }) => ({ name, color })), withLegend: true,
    valueFormatter: text,
    yAxisProps: { tickFormatter: short, width: 64 }, legendProps: { verticalAlign: 'bottom' as const },
  };
  return isTime(metric)
    ? <LineChart {...shared} withDots={false} curveType="monotone" />
    : <BarChart {...shared} type="stacked" barProps={{ isAnimationActive: false }} />;
}

