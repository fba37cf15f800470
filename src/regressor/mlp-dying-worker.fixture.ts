/** The worker that trains, with a way to have it die. */
import './mlp-worker.js';

new BroadcastChannel('mlp-die').onmessage = ({ data }) => {
  if (data === 'close') self.close();
  else
    setTimeout(() => {
      throw new Error('outside of everything');
    });
};
