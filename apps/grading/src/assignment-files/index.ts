/** What other programs load assignments with. */
export { hashOfAssignment } from '../grading/record.ts';
export { type LoadedAssignment, loadAssignment } from './load-assignment.ts';
