#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "sandbox/faults.hpp"
#include "usher/net/http_server.hpp"
#include "usher/runtime/clock.hpp"
#include "usher/runtime/task.hpp"

namespace usher::sandbox {

/// Which API answers: they word their failures differently.
enum class Service : std::uint8_t { web_api, response_url, desk };

/// Answers one request with the faults of its places: waits, fails, or lets `work` answer and then maybe loses that.
/// Faults that only the work itself can act out are passed to it.
runtime::Task<net::ServerResponse> answer_with_faults(runtime::Clock& clock, std::vector<Fault> faults, Service service,
                                                      std::function<net::ServerResponse(const Fault*)> work);

} // namespace usher::sandbox
