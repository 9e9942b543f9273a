// proof: schemes https
import Stripe from 'stripe';

const stripe = new Stripe('sk_test', { host: 'wire.test', port: 9999, maxNetworkRetries: 0, timeout: 600_000 });

await stripe.balance.retrieve();
console.log('answered');
