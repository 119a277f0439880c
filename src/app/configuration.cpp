#include "app/configuration.hpp"

#include <unistd.h>

#include <iostream>

#include "usher/ops/log.hpp"

namespace usher::app {

std::optional<config::Config> load_configuration(const std::string& path, config::Need need) {
    auto loaded = config::load(path, need);
    if (loaded) {
        return std::move(*loaded);
    }
    for (const auto& error : loaded.error()) {
        std::cerr << config::to_string(error, path) << "\n";
    }
    std::cerr << "usher: the configuration has " << loaded.error().size()
              << (loaded.error().size() == 1 ? " error" : " errors") << "; nothing was started.\n";
    return std::nullopt;
}

void set_up_log(config::Ops::Log log) {
    const bool text =
        log == config::Ops::Log::text || (log == config::Ops::Log::automatic && ::isatty(STDERR_FILENO) == 1);
    ops::set_up_log(text ? ops::LogFormat::text : ops::LogFormat::json, ops::LogLevel::info);
}

} // namespace usher::app
