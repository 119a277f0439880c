#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>

#include <csignal>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "app/commands.hpp"
#include "app/temporary_folder.hpp"
#include "usher/ops/log.hpp"
#include "usher/runtime/system.hpp"
#include "usher/sandbox/load.hpp"
#include "usher/sandbox/sandbox.hpp"

namespace usher::app {

namespace {

std::string read_faults(const std::string& file) {
    if (file.empty()) {
        return {};
    }
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throw std::runtime_error("cannot read the faults file " + file + ".");
    }
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// The secrets lie beside the configuration, where its owner can see and delete them.
void write_configuration(const sandbox::Sandbox& sandbox, const std::string& file) {
    const auto folder = std::filesystem::absolute(file).parent_path();
    const auto text = sandbox.configuration(folder.string());
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream << text;
    stream.close();
    if (!stream) {
        throw std::runtime_error("cannot write the configuration to " + file + ".");
    }
}

} // namespace

int sandbox(const SandboxArguments& arguments) {
    ops::set_up_log(ops::LogFormat::text, ops::LogLevel::warning);
    asio::io_context loop(1);
    runtime::SystemClock clock;
    runtime::SystemRandom random;
    sandbox::Sandbox sandbox(loop.get_executor(), clock, random,
                             {.port = arguments.port, .faults = read_faults(arguments.faults_file)});
    sandbox.start();
    if (!arguments.write_config.empty()) {
        write_configuration(sandbox, arguments.write_config);
    }
    std::cout << "ready " << sandbox.url() << "\n" << std::flush;

    std::exception_ptr failure;
    asio::signal_set signals(loop, SIGTERM, SIGINT);
    bool ending = false;
    const auto end = [&] {
        if (ending) {
            return;
        }
        ending = true;
        asio::co_spawn(loop, sandbox.stop(), [&](std::exception_ptr problem) {
            failure = failure ? failure : std::move(problem);
            signals.cancel();
        });
    };
    signals.async_wait([&](std::error_code error, int) {
        if (!error) {
            end();
        }
    });
    if (arguments.load) {
        const sandbox::LoadOptions options{.rate = *arguments.load,
                                           .duration = std::chrono::seconds(arguments.load_seconds),
                                           .chatter = arguments.load_chatter,
                                           .mention_every = arguments.load_mention_every};
        asio::co_spawn(loop, sandbox::run_load(sandbox, clock, options, std::cout), [&](std::exception_ptr problem) {
            failure = std::move(problem);
            end();
        });
    }
    loop.run();
    if (failure) {
        std::rethrow_exception(failure);
    }
    return exit_done;
}

} // namespace usher::app
