import WebSocket from 'ws';

const socket = new WebSocket('wss://wire.test/report');

socket.on('open', () => console.log('answered'));
