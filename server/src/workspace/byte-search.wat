;; Searches bytes for any of many texts, sixteen places at a time: the method of Hyperscan's "Teddy". Four bytes of each
;; text, its key, belong to one of eight groups. Of each byte of a key, a table by its lower half and one by its upper
;; half say by eight bits which groups have it; a place where one group is left after all four may be one of its texts,
;; and is looked up by a hash of the four bytes. byte-search.ts writes the tables, and says where they are.
(module
  (memory (export "memory") 18)

  ;; Whether the bytes from $start to $end hold a text of the tables at $tables. What is behind them is set to zero,
  ;; as far as it is read.
  (func (export "holdsAny") (param $tables i32) (param $start i32) (param $end i32) (result i32)
    (local $low0 v128) (local $high0 v128) (local $low1 v128) (local $high1 v128)
    (local $low2 v128) (local $high2 v128) (local $low3 v128) (local $high3 v128)
    (local $at i32) (local $bytes v128) (local $groups v128) (local $places i32)
    (local.set $low0 (v128.load (local.get $tables)))
    (local.set $high0 (v128.load offset=16 (local.get $tables)))
    (local.set $low1 (v128.load offset=32 (local.get $tables)))
    (local.set $high1 (v128.load offset=48 (local.get $tables)))
    (local.set $low2 (v128.load offset=64 (local.get $tables)))
    (local.set $high2 (v128.load offset=80 (local.get $tables)))
    (local.set $low3 (v128.load offset=96 (local.get $tables)))
    (local.set $high3 (v128.load offset=112 (local.get $tables)))
    (v128.store (local.get $end) (v128.const i32x4 0 0 0 0))
    (v128.store offset=16 (local.get $end) (v128.const i32x4 0 0 0 0))
    (local.set $at (local.get $start))
    (block $end
      (loop $next
        (br_if $end (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bytes (v128.load (local.get $at)))
        (local.set $groups (v128.and
          (i8x16.swizzle (local.get $low0) (v128.and (local.get $bytes) (i8x16.splat (i32.const 15))))
          (i8x16.swizzle (local.get $high0) (i8x16.shr_u (local.get $bytes) (i32.const 4)))))
        (local.set $bytes (v128.load offset=1 (local.get $at)))
        (local.set $groups (v128.and (local.get $groups) (v128.and
          (i8x16.swizzle (local.get $low1) (v128.and (local.get $bytes) (i8x16.splat (i32.const 15))))
          (i8x16.swizzle (local.get $high1) (i8x16.shr_u (local.get $bytes) (i32.const 4))))))
        (local.set $bytes (v128.load offset=2 (local.get $at)))
        (local.set $groups (v128.and (local.get $groups) (v128.and
          (i8x16.swizzle (local.get $low2) (v128.and (local.get $bytes) (i8x16.splat (i32.const 15))))
          (i8x16.swizzle (local.get $high2) (i8x16.shr_u (local.get $bytes) (i32.const 4))))))
        (local.set $bytes (v128.load offset=3 (local.get $at)))
        (local.set $groups (v128.and (local.get $groups) (v128.and
          (i8x16.swizzle (local.get $low3) (v128.and (local.get $bytes) (i8x16.splat (i32.const 15))))
          (i8x16.swizzle (local.get $high3) (i8x16.shr_u (local.get $bytes) (i32.const 4))))))
        (if (v128.any_true (local.get $groups)) (then
          (local.set $places (i32.xor (i32.const 0xffff)
            (i8x16.bitmask (i8x16.eq (local.get $groups) (v128.const i32x4 0 0 0 0)))))
          (loop $nextPlace
            (if (call $isAt (local.get $tables) (i32.add (local.get $at) (i32.ctz (local.get $places)))
                (local.get $start) (local.get $end))
              (then (return (i32.const 1))))
            ;; without its lowest bit
            (local.set $places (i32.and (local.get $places) (i32.sub (local.get $places) (i32.const 1))))
            (br_if $nextPlace (local.get $places)))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (i32.const 0))

  ;; Whether a text has its key at $key. Texts whose keys have the same hash are a list.
  (func $isAt (param $tables i32) (param $key i32) (param $start i32) (param $end i32) (result i32)
    (local $text i32) (local $from i32) (local $to i32) (local $index i32)
    (local.set $text (i32.load16_u offset=128 (i32.add (local.get $tables) (i32.shl
      (i32.shr_u (i32.mul (i32.load (local.get $key)) (i32.const 0x9e3779b1)) (i32.const 20)) (i32.const 1)))))
    (block $none
      (loop $next
        (br_if $none (i32.eqz (local.get $text)))
        (local.set $from (i32.sub (local.get $key) (i32.load8_u offset=2 (local.get $text))))
        (local.set $to (i32.add (local.get $from) (i32.load8_u offset=3 (local.get $text))))
        (block $differs
          (br_if $differs (i32.lt_u (local.get $from) (local.get $start)))
          (br_if $differs (i32.gt_u (local.get $to) (local.get $end)))
          ;; Two bits of the byte before and the one behind, by the table at 0, as far as the text wants them.
          (br_if $differs (i32.ne (i32.load8_u offset=4 (local.get $text)) (i32.and
            (i32.load8_u offset=4 (local.get $text))
            (i32.or
              (i32.and (i32.load8_u (i32.load8_u (i32.sub (local.get $from) (i32.const 1)))) (i32.const 1))
              (i32.and (i32.load8_u (i32.load8_u (local.get $to))) (i32.const 2))))))
          (local.set $index (i32.const 0))
          (loop $nextByte
            (br_if $differs (i32.ne
              (i32.load8_u (i32.add (local.get $from) (local.get $index)))
              (i32.load8_u offset=5 (i32.add (local.get $text) (local.get $index)))))
            (local.set $index (i32.add (local.get $index) (i32.const 1)))
            (br_if $nextByte (i32.lt_u (i32.add (local.get $from) (local.get $index)) (local.get $to))))
          (return (i32.const 1)))
        (local.set $text (i32.load16_u (local.get $text)))
        (br $next)))
    (i32.const 0)))
