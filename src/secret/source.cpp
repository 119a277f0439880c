#include "usher/secret/source.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace usher::secret {

namespace {

constexpr std::size_t max_size = 64U << 10U;

using Outcome = std::expected<Secret, std::string>;

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) {
            ::close(fd_);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return fd_; }

private:
    int fd_;
};

std::string why_not_opened(const std::string& what, int error) {
    switch (error) {
    case ENOENT:
        return what + " does not exist. Create it, or correct its name in the configuration.";
    case EACCES:
        return what + " may not be read by the user that Usher runs as. Change its owner or mode (0400 is enough).";
    default:
        return what + " cannot be opened: " + std::strerror(error) + ".";
    }
}

/// Reads into one buffer that never grows, so that no copy of the value is left behind by a reallocation.
Outcome read_file(const std::string& path, const std::string& what) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (file.get() < 0) {
        return std::unexpected(why_not_opened(what, errno));
    }
    struct stat facts{};
    if (::fstat(file.get(), &facts) != 0) {
        return std::unexpected(what + " cannot be examined: " + std::strerror(errno) + ".");
    }
    if (S_ISDIR(facts.st_mode)) {
        return std::unexpected(what + " is a directory. Name the file in it that holds the secret.");
    }
    std::string buffer(max_size + 1, '\0');
    std::size_t size = 0;
    while (size < buffer.size()) {
        const auto count = ::read(file.get(), buffer.data() + size, buffer.size() - size);
        if (count == 0) {
            break;
        }
        if (count < 0) {
            if (errno == EINTR) {
                continue;
            }
            const int error = errno;
            const Secret wiped(std::move(buffer)); // What was read so far.
            return std::unexpected(what + " cannot be read: " + std::strerror(error) + ".");
        }
        size += static_cast<std::size_t>(count);
    }
    Secret whole(std::move(buffer));
    if (size > max_size) {
        return std::unexpected(what + " is larger than 64 KiB, which no token or password is. Name the right file.");
    }
    return Secret(std::string(whole.reveal().substr(0, size)));
}

/// Drops one line end, and refuses what no token or password can be.
Outcome checked(Secret raw, const std::string& what) {
    auto text = raw.reveal();
    if (text.ends_with('\n')) {
        text.remove_suffix(1);
        if (text.ends_with('\r')) {
            text.remove_suffix(1);
        }
    }
    if (text.empty()) {
        return std::unexpected(what + " is empty. Put the token or password into it.");
    }
    if (text.find_first_of("\r\n") != std::string_view::npos) {
        return std::unexpected(what + " has more than one line. It must hold the token or password alone.");
    }
    if (text.find('\0') != std::string_view::npos) {
        return std::unexpected(what +
                               " holds a zero byte, so it is no text file. Write the token or password as plain text.");
    }
    return Secret(std::string(text));
}

Outcome from_file(const std::string& path) {
    const auto what = "the secret file " + path;
    if (path.empty() || path.find('\0') != std::string::npos) {
        return std::unexpected("a secret file has no usable name. Correct it in the configuration.");
    }
    auto raw = read_file(path, what);
    return raw ? checked(std::move(*raw), what) : std::move(raw);
}

Outcome from_environment(const std::string& name) {
    const auto what = "the environment variable " + name;
    const char* value = name.empty() || name.find('\0') != std::string::npos ? nullptr : std::getenv(name.c_str());
    if (value == nullptr) {
        return std::unexpected(what + " is not set. Set it for the process, or name a file instead.");
    }
    const std::string_view text(value);
    if (text.size() > max_size) {
        return std::unexpected(what + " is larger than 64 KiB, which no token or password is.");
    }
    return checked(Secret(std::string(text)), what);
}

Outcome from_credential(const std::string& name) {
    const auto what = "the systemd credential " + name;
    if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos ||
        name.find('\0') != std::string::npos) {
        return std::unexpected(what + " has a name that systemd does not allow. It must be a plain file name.");
    }
    const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
    if (directory == nullptr || *directory == '\0') {
        return std::unexpected(
            what +
            " cannot be read because CREDENTIALS_DIRECTORY is not set. Start Usher as a systemd service "
            "with LoadCredential=" +
            name + ":/path. In a shell, set CREDENTIALS_DIRECTORY to the folder of the file " + name + ".");
    }
    auto raw = read_file(std::string(directory) + "/" + name, what);
    if (!raw) {
        return raw;
    }
    return checked(std::move(*raw), what);
}

} // namespace

std::expected<Secret, std::string> read(const Source& source) {
    switch (source.kind) {
    case Source::Kind::file:
        return from_file(source.name);
    case Source::Kind::environment:
        return from_environment(source.name);
    case Source::Kind::credential:
        break;
    }
    return from_credential(source.name);
}

} // namespace usher::secret
