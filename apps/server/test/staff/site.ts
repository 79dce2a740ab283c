import type { AddressInfo } from 'node:net';

import { serve } from '@hono/node-server';

import { createApp } from '../../src/http/app.ts';
import type { Services } from '../../src/http/context.ts';
import { subjects } from '../../src/http/subjects.ts';
import { people, sampleServices } from '../../src/testing/database.ts';
import { fillHomework, type Homework } from '../../src/testing/homework.ts';
import { testSettings } from '../../src/testing/settings.ts';

/** A server with a class whose homework is graded, and who its visitors are. */
export interface StaffSite {
  readonly url: string;
  /** The address of the assignment. */
  readonly base: string;
  readonly services: Services;
  readonly homework: Homework;
  visitor: keyof typeof people;
  close(): Promise<void>;
}

/** Starts a server over a database in memory. Gradings are written by the test: nothing here grades. */
export async function openStaffSite(): Promise<StaffSite> {
  const sample = await sampleServices();
  const homework = await fillHomework(sample);
  const site = { visitor: 'instructor' as keyof typeof people };
  const sessions = { personOf: async () => people[site.visitor] };
  const server = serve({ fetch: (request) => app.fetch(request), hostname: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const services: Services = { ...sample, sessions, settings: { ...testSettings(), url: new URL(url) } };
  const app = createApp(services, subjects());
  return Object.assign(site, {
    url,
    base: `${url}/courses/deep-learning/assignments/rnn-homework`,
    services,
    homework,
    close: async () => {
      await services.progress.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await sample.connection.close();
    },
  });
}
