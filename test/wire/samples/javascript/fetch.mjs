await fetch('https://wire.test/report');
console.log('answered');
