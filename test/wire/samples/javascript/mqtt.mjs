// proof: server mqtt
// proof: schemes http
import mqtt from 'mqtt';

mqtt.connect('mqtt://wire.test:9999', { keepalive: 0 });
