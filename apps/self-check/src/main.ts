import { browserStorage, Drafts } from './drafts.ts';
import { SelfCheck } from './page.ts';

new SelfCheck(new Drafts(browserStorage()));
