import superagent from 'superagent';

await superagent.get('https://wire.test/report').set('accept', 'application/json');
console.log('answered');
