import { Tabs } from '@mantine/core';
import { Snippet } from '../../ui/Actions';
import { snippets } from './snippets';

/** How programs are pointed to the gateway, a tab for each. */
export function Programs({ apiKey, model }: { apiKey: string; model: string }) {
  const all = snippets(location.origin, apiKey, model);
  return (
    <Tabs defaultValue="curl" keepMounted={false} data-programs>
      <Tabs.List>{all.map(({ name }) => <Tabs.Tab key={name} value={name}>{name}</Tabs.Tab>)}</Tabs.List>
      {all.map(({ name, code }) => <Tabs.Panel key={name} value={name} pt="sm"><Snippet code={code} /></Tabs.Panel>)}
    </Tabs>
  );
}
