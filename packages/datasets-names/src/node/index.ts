export { type ImageSets, readCifar10Folder, readMnistFolder } from './read-images.ts';
export { readNamesFolder } from './read-names.ts';
