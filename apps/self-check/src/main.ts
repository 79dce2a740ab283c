import { browserStorage, Drafts } from './drafts.ts';
import { SelfCheck } from './page.ts';

const page = new SelfCheck(new Drafts(browserStorage()));
page.open();
