import superagent from 'superagent';

const session = superagent.agent();

await session.get('https://wire.test/report');
console.log('answered');
