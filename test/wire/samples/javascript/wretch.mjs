import wretch from 'wretch';

await wretch('https://wire.test/report').get().res();
console.log('answered');
