#pragma once

#include <exception>

namespace usher::runtime {

/// Whether a coroutine ended because its owner cancelled it. A race (`a || b`) that is cancelled ends with one
/// exception of both sides.
bool is_cancellation(const std::exception_ptr& failure);

} // namespace usher::runtime
