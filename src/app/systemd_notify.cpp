#include "app/systemd_notify.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace usher::app {

void systemd_notify(std::string_view state) {
    const char* path = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    if (path == nullptr || (path[0] != '/' && path[0] != '@') || std::strlen(path) >= sizeof(address.sun_path)) {
        return;
    }
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path, std::strlen(path));
    if (path[0] == '@') {
        address.sun_path[0] = '\0'; // An abstract socket is named by a leading NUL.
    }
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(path));
    const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return;
    }
    sockaddr_storage target{};
    std::memcpy(&target, &address, sizeof(address));
    const void* generic = &target;
    [[maybe_unused]] const auto sent =
        ::sendto(descriptor, state.data(), state.size(), MSG_NOSIGNAL, static_cast<const sockaddr*>(generic), length);
    ::close(descriptor);
}

} // namespace usher::app
