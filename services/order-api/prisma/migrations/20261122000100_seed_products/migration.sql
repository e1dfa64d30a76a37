-- The catalogue everyone starts with. Fixed identifiers: the tour, the documentation and the tests name them.
INSERT INTO products (id, name, description, unit_price_amount, currency) VALUES
  ('0b7e6a52-3c1d-4f7e-9a60-1f2d3c4b5a01', 'Hall pass, oak', 'Carry it, show it, hand it back.', 1250, 'EUR'),
  ('0b7e6a52-3c1d-4f7e-9a60-1f2d3c4b5a02', 'Hall pass, laminated', 'The everyday one. Wipes clean.', 350, 'EUR'),
  ('0b7e6a52-3c1d-4f7e-9a60-1f2d3c4b5a03', 'Lanyard', 'Woven, with a safety clasp.', 420, 'EUR'),
  ('0b7e6a52-3c1d-4f7e-9a60-1f2d3c4b5a04', 'Brass bell', 'Ends every lesson on time.', 8900, 'EUR'),
  ('0b7e6a52-3c1d-4f7e-9a60-1f2d3c4b5a05', 'Sign-out book', '200 ruled pages, numbered.', 1499, 'EUR'),
  ('0b7e6a52-3c1d-4f7e-9a60-1f2d3c4b5a06', 'Key cabinet', 'Steel, 40 hooks, two keys.', 11900, 'EUR'),
  ('0b7e6a52-3c1d-4f7e-9a60-1f2d3c4b5a07', 'Rubber stamp: withdrawn', 'Self-inking, red.', 1895, 'EUR'),
  ('0b7e6a52-3c1d-4f7e-9a60-1f2d3c4b5a08', 'Chalk, box of 12', 'White, dust-free.', 299, 'EUR')
ON CONFLICT (id) DO NOTHING;
