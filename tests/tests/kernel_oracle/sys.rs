//! The few system calls that a network namespace needs, each behind a safe function.
#![allow(unsafe_code)] // Only the C library makes namespaces, TUN devices and netlink sockets; the calls stand here, alone.

use std::ffi::c_void;
use std::fs::{File, OpenOptions};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::os::unix::fs::OpenOptionsExt;

/// A plain result of a system call.
fn done(result: i32) -> io::Result<()> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

fn opened(fd: i32) -> io::Result<OwnedFd> {
    done(fd)?;
    // SAFETY: the kernel has just given us this descriptor, and nobody else has it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

fn option(fd: &OwnedFd, level: i32, name: i32, value: i32) -> io::Result<()> {
    let (pointer, size) = ((&raw const value).cast::<c_void>(), libc::socklen_t::try_from(size_of::<i32>()));
    let size = size.map_err(io::Error::other)?;
    // SAFETY: the pointer and the size are those of a live i32.
    done(unsafe { libc::setsockopt(fd.as_raw_fd(), level, name, pointer, size) })
}

/// User and group of this process.
pub(crate) fn user() -> (u32, u32) {
    // SAFETY: these calls have no arguments and cannot fail.
    unsafe { (libc::geteuid(), libc::getegid()) }
}

/// Moves this process into a new network namespace.
pub(crate) fn new_network() -> io::Result<()> {
    // SAFETY: the flags are the only argument.
    done(unsafe { libc::unshare(libc::CLONE_NEWNET) })
}

/// Moves this process into a new user namespace and a new network namespace that belongs to it.
pub(crate) fn new_user_and_network() -> io::Result<()> {
    // SAFETY: the flags are the only argument.
    done(unsafe { libc::unshare(libc::CLONE_NEWUSER | libc::CLONE_NEWNET) })
}

/// Moves this process into that network namespace.
pub(crate) fn enter_network(namespace: BorrowedFd<'_>) -> io::Result<()> {
    // SAFETY: the descriptor is open for as long as it is borrowed.
    done(unsafe { libc::setns(namespace.as_raw_fd(), libc::CLONE_NEWNET) })
}

/// Makes a TUN device in this process's network namespace; packets are read and written without any header
/// (`Documentation/networking/tuntap.rst`).
pub(crate) fn tun(name: &str) -> io::Result<File> {
    let tun = OpenOptions::new().read(true).write(true).custom_flags(libc::O_NONBLOCK).open("/dev/net/tun")?;
    // struct ifreq: sixteen bytes of name, then the flags.
    let mut request = [0_u8; 40];
    let length = name.len().min(libc::IFNAMSIZ - 1);
    request[..length].copy_from_slice(&name.as_bytes()[..length]);
    let flags = (libc::IFF_TUN | libc::IFF_NO_PI) as i16;
    request[16..18].copy_from_slice(&flags.to_ne_bytes());
    // SAFETY: the request is as large as struct ifreq, which TUNSETIFF reads and writes.
    done(unsafe { libc::ioctl(tun.as_raw_fd(), libc::TUNSETIFF, request.as_mut_ptr()) })?;
    Ok(tun)
}

/// A non-blocking netlink socket to netfilter, with as much room for events as we may have.
pub(crate) fn netfilter_socket() -> io::Result<OwnedFd> {
    const ROOM: i32 = 32 << 20;
    let kind = libc::SOCK_RAW | libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC;
    // SAFETY: three integers.
    let socket = opened(unsafe { libc::socket(libc::AF_NETLINK, kind, libc::NETLINK_NETFILTER) })?;
    option(&socket, libc::SOL_SOCKET, libc::SO_RCVBUFFORCE, ROOM)
        .or_else(|_| option(&socket, libc::SOL_SOCKET, libc::SO_RCVBUF, ROOM))?;
    bind_netlink(&socket)?;
    Ok(socket)
}

/// Gives the socket a port number of the kernel's choice: one without hears no multicast (`do_one_broadcast`).
fn bind_netlink(socket: &OwnedFd) -> io::Result<()> {
    // struct sockaddr_nl: the family, and ten bytes of zeros.
    let mut address = [0_u8; 12];
    address[..2].copy_from_slice(&(libc::AF_NETLINK as libc::sa_family_t).to_ne_bytes());
    // SAFETY: the pointer and the size are those of the address.
    done(unsafe { libc::bind(socket.as_raw_fd(), address.as_ptr().cast(), 12) })
}

/// Listens to a netlink multicast group.
pub(crate) fn join(socket: &OwnedFd, group: i32) -> io::Result<()> {
    option(socket, libc::SOL_NETLINK, libc::NETLINK_ADD_MEMBERSHIP, group)
}

/// A raw socket of that user and group, which sends whole IPv4 packets, or IPv6 ones (`ip(7)`, `ipv6(7)`).
pub(crate) fn raw_socket(six: bool, (uid, gid): (u32, u32)) -> io::Result<OwnedFd> {
    let family = if six { libc::AF_INET6 } else { libc::AF_INET };
    // SAFETY: integers only. The file system user decides whose the socket is, and leaves CAP_NET_RAW alone.
    let socket = unsafe {
        libc::setfsgid(gid);
        libc::setfsuid(uid);
        let socket = libc::socket(family, libc::SOCK_RAW | libc::SOCK_CLOEXEC, libc::IPPROTO_RAW);
        libc::setfsuid(libc::geteuid());
        libc::setfsgid(libc::getegid());
        socket
    };
    opened(socket)
}

/// Sends a whole packet to where its header says.
pub(crate) fn send_raw(socket: &OwnedFd, packet: &[u8], to: IpAddr) -> io::Result<()> {
    let (address, size) = socket_address(SocketAddr::new(to, 0));
    let (fd, bytes) = (socket.as_raw_fd(), packet.as_ptr().cast::<c_void>());
    // SAFETY: both pointers come with the size of what they point to.
    let sent = unsafe { libc::sendto(fd, bytes, packet.len(), 0, address.as_ptr().cast(), size) };
    if sent < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// `struct sockaddr_in` or `struct sockaddr_in6`, as bytes.
fn socket_address(address: SocketAddr) -> ([u8; 28], libc::socklen_t) {
    let mut bytes = [0_u8; 28];
    bytes[2..4].copy_from_slice(&address.port().to_be_bytes());
    let (family, size) = match address.ip() {
        IpAddr::V4(ip) => {
            bytes[4..8].copy_from_slice(&ip.octets());
            (libc::AF_INET, 16)
        }
        IpAddr::V6(ip) => {
            bytes[8..24].copy_from_slice(&ip.octets());
            (libc::AF_INET6, 28)
        }
    };
    bytes[..2].copy_from_slice(&(family as libc::sa_family_t).to_ne_bytes());
    (bytes, size)
}
