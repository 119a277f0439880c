#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>

#include <csignal>
#include <exception>
#include <iostream>

#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/service.hpp"
#include "usher/ops/log.hpp"

namespace usher::app {

int run(const std::string& config_file) {
    auto loaded = load_configuration(config_file, config::Need::run);
    if (!loaded) {
        return exit_usage;
    }
    auto secrets = read_secrets(*loaded);
    if (!secrets) {
        for (const auto& problem : secrets.error()) {
            std::cerr << "usher: " << problem << "\n";
        }
        return exit_usage;
    }
    set_up_log(loaded->ops.log);
    std::signal(SIGPIPE, SIG_IGN);

    try {
        asio::io_context loop(1);
        Service service(loop.get_executor(), *loaded, std::move(*secrets), {});
        if (!service.ops_url().empty()) {
            ops::log_info("ops_listening", "Health and metrics are served", {{"url", service.ops_url()}});
        }

        asio::signal_set signals(loop, SIGTERM, SIGINT);
        std::exception_ptr failure;
        signals.async_wait([&](std::error_code error, int) {
            if (error) {
                return;
            }
            ops::log_info("stopping", "Asked to stop: finishing what is being answered");
            signals.async_wait([](std::error_code again, int) {
                if (!again) {
                    std::_Exit(exit_failed); // Asked twice: the person does not want to wait.
                }
            });
            asio::co_spawn(loop, service.stop(), [&](std::exception_ptr problem) {
                if (problem) {
                    failure = std::move(problem);
                }
            });
        });
        asio::co_spawn(loop, service.run(), [&](std::exception_ptr problem) {
            if (problem && !failure) {
                failure = std::move(problem);
            }
            signals.cancel();
        });
        loop.run();
        if (failure) {
            std::rethrow_exception(failure);
        }
    } catch (const std::exception& problem) {
        ops::log_error("stopped", problem.what());
        return exit_failed;
    }
    ops::log_info("stopped", "Stopped cleanly");
    return exit_done;
}

} // namespace usher::app
