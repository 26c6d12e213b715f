//! What is freed is overwritten: what WEBFLEET sent without being asked, and every secret, also where
//! it passed through buffers of others, such as those of the HTTP client.

use std::alloc::System;

use zeroizing_alloc::ZeroAlloc;

#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);
