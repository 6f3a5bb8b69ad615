import './app/mantine';
import '@mantine/notifications/styles.css';
import 'virtual:theme.css';
import './app/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { startWords } from './i18n';

const root = document.getElementById('root');
if (root !== null) {
  void startWords().then(() => createRoot(root).render(<App />));
}
