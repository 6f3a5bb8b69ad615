import './app/mantine';
import '@mantine/notifications/styles.css';
import 'virtual:theme.css';
import './app/base.css';
import { createRoot } from 'react-dom/client';
import { resume } from './api/client';
import { App } from './app/App';
import { startWords } from './i18n';
import { first } from './pages/door/link';

const root = document.getElementById('root');
if (root !== null) {
  // Who comes by a link sets a password or signs up, whoever is signed in.
  void Promise.all([startWords(), first === null ? resume() : null]).then(() => createRoot(root).render(<App />));
}
