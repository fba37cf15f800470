import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jsonBytes, type SampleModel } from './sample-model.js';

/** Answers a request in place of the server; false leaves it to the server. */
type Answer = (
  name: string,
  response: ServerResponse,
  request: IncomingMessage,
) => boolean | Promise<boolean>;

export interface ModelServer {
  /** Address of the model.json. */
  readonly url: string;
  /** Names of the files that were asked for. */
  readonly requests: string[];
  /** Most requests that were open at a time. */
  readonly mostOpen: number;
  /** Requests that were given up by the other side. */
  readonly givenUp: string[];
  /** Set to answer otherwise. */
  answer: Answer;
  dispose(): Promise<void>;
}

/** Serves a model under /models/, and sees what is asked. */
export async function serveModel(model: SampleModel): Promise<ModelServer> {
  let open = 0;
  const state = {
    url: '',
    requests: [] as string[],
    mostOpen: 0,
    givenUp: [] as string[],
    answer: (() => false) as Answer,
    async dispose() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer(async (request, response) => {
    const name = decodeURIComponent(new URL(request.url!, 'http://host').pathname).replace(/^\/models\//, '');
    state.requests.push(name);
    state.mostOpen = Math.max(state.mostOpen, ++open);
    response.on('close', () => {
      open--;
      if (!response.writableFinished) state.givenUp.push(name);
    });
    if (await state.answer(name, response, request)) return;
    const body = name === 'model.json' ? jsonBytes(model.json) : model.files.get(name);
    if (body) response.writeHead(200).end(body);
    else response.writeHead(404).end('none');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.url = `http://localhost:${(server.address() as AddressInfo).port}/models/model.json`;
  return state;
}
